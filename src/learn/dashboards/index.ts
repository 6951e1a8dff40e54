export { addBoardsFromLibrary } from './library/add-from-library.ts'
export { sendMailingsJob } from './mailings/mailings-job.ts'
export { dashboardRoutes } from './routes.ts'
