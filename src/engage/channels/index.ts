export { saveRoute } from './channel-routes.ts'
export { dispatchTouches } from './dispatch-touches.ts'
export { channelRoutes } from './routes.ts'
