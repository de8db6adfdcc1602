import type { Fault } from '../wire/check.ts'
import type { AttachedFile } from './kind.ts'

/** A fault for each file that the data name and that is not attached. */
export function attachedFaults(
  named: readonly (readonly [path: string, name: string | undefined])[],
  attached: readonly AttachedFile[],
): Fault[] {
  return named.flatMap(([path, wanted]) =>
    wanted === undefined || attached.some(({ name }) => name === wanted)
      ? []
      : [{ path, message: 'No attached file has this name. Attach it, or correct the name.' }],
  )
}
