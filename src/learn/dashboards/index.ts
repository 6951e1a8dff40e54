export { addBoardsFromLibrary } from './library/add-from-library.ts'
export { dashboardRoutes } from './routes.ts'
