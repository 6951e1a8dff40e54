export {
  contactChannel,
  contactChannels,
  purpose,
  purposes,
  type ContactChannel,
  type Purpose,
} from './schema.ts'
