import { NOT_YET_MARKED } from '../sdk/wording.ts'

/** In the place of a marking that the service shows and nobody is known to have signed. */
const NOT_BELIEVED = 'MARKING NOT BELIEVED (handle as RESTRICTED)'

/** A marking as a page has it. What has none was not marked yet, or the service is not believed about it. */
export const shownMarking = (marking: string | null, isDoubted: boolean): string =>
  marking ?? (isDoubted ? NOT_BELIEVED : NOT_YET_MARKED)
