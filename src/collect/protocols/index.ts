export { decodeEnvelope, encodeEnvelope, protocolNames } from './envelope.ts'
export type { Envelope, ProtocolName } from './envelope.ts'
export { namespaces, propertyTypes, rejectionReasons } from './item.ts'
export type {
  Identifier,
  Item,
  ItemKind,
  Namespace,
  Normalised,
  ProfileMode,
  PropertyType,
  Rejection,
  RejectionReason,
} from './item.ts'
export { normalise } from './normalise.ts'
export type { EventRule, TrackingPlanView } from './tracking-plan-view.ts'
export { collectRoutes, type CollectOptions } from './collect-routes.ts'
export { type CollectCounts, createCollectCounts } from './collect-metrics.ts'
