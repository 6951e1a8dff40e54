export { applyTemplateDefinitions } from './apply-template-definitions.ts'
export { listTemplates } from './list-templates.ts'
export { renderBatch } from './render/render-batch.ts'
export { templateRoutes } from './routes.ts'
export { localisedText, templateDefinition, templateKey } from './schema.ts'
export {
  loadTemplateVersions,
  type MessageTerms,
  messageTerms,
  publishedVersions,
  versionName,
} from './versions/template-version.ts'
