export { allocateLinks, linkAddress, linkBase, type LinkOrigin, type LinkTarget } from './allocate-links.ts'
export { isTarget } from './link-target.ts'
export { linkRoutes } from './routes.ts'
export { storeClicksJob } from './store-clicks-job.ts'
