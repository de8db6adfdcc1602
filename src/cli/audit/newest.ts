import type { NewestCheckpoint } from '../../sdk/audit/review.ts'
import type { Cli, Signing } from '../account.ts'
import { keepCheckpoint } from '../kept-checkpoint.ts'

/** The newest checkpoint, held against the one that this machine has seen, and kept. */
export const newestFor =
  (cli: Cli, session: Signing): NewestCheckpoint =>
  () =>
    keepCheckpoint(cli, session)

/** The id of a review, as an example. */
export const REVIEW = '01275a4e-9a3c-7b1d-9a55-3f2b8c6d1e90'
