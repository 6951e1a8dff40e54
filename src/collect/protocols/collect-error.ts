import { AppError } from '../../platform/errors.ts'
import type { ErrorCode } from '../../platform/errors.ts'

export const collectErrors = {
  unknown_write_key: 'unauthenticated',
  origin_refused: 'forbidden',
  bad_encoding: 'invalid_request',
  bad_text: 'invalid_request',
  bad_json: 'invalid_request',
  bad_shape: 'invalid_request',
  bad_checksum: 'invalid_request',
  too_deep: 'invalid_request',
  batch_too_large: 'invalid_request',
  body_too_large: 'too_large',
  unsupported_encoding: 'unsupported',
  unavailable: 'unavailable',
} as const satisfies Record<string, ErrorCode>
export type CollectReason = keyof typeof collectErrors

/** A whole request that can't be accepted. Single items of an accepted request become rejections instead. */
export class CollectError extends AppError {
  readonly reason: CollectReason

  constructor(reason: CollectReason, message: string, retryAfterSeconds?: number) {
    super(collectErrors[reason], message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })
    this.reason = reason
  }
}
