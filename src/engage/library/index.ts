export { addFromLibrary } from './add-from-library.ts'
export { listLibrary } from './read-library.ts'
export { libraryRoutes } from './routes.ts'
