export { applyTemplateDefinitions } from './apply-template-definitions.ts'
export { type ContentOf, type MessageContent } from './content/index.ts'
export { listTemplates, type PublishedTemplate } from './list-templates.ts'
export { renderBatch, type Rendered, type RenderOrigin } from './render/render-batch.ts'
export { templateRoutes } from './routes.ts'
export { localisedText, templateDefinition, templateKey, type TemplateVersionView } from './schema.ts'
export {
  loadTemplateVersions,
  publishedVersions,
  type TemplateReference,
  versionName,
} from './versions/template-version.ts'
