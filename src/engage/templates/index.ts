export { applyTemplateDefinitions } from './apply-template-definitions.ts'
export { listTemplates } from './list-templates.ts'
export { templateRoutes } from './routes.ts'
export { localisedText, templateDefinition, templateKey, type TemplateView } from './schema.ts'
