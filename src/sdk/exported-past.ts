import type { KeptCheckpoint } from './checkpoint.ts'
import type { ExportedLog } from './exported-log.ts'
import { type PastVerdict, verifyPast } from './past.ts'
import type { Session } from './session.ts'
import { type ExportedTrustVerdict, fromAnnexes, fromFile } from './trust/verify-export.ts'
import type { LogVerdict } from './verify-log.ts'
import { LogKeyError, NoteError, sightings } from './witnessing.ts'

/** Every checkpoint that came with the export or was seen here, with the witnesses of the export and of its agreement. */
export async function pastOf(
  { source, vkey, note, witnesses, past }: ExportedLog,
  { size, root }: LogVerdict,
  { seen, further }: { seen: readonly KeptCheckpoint[]; further: readonly string[] },
  trust: ExportedTrustVerdict | null,
  hash: Session['hash'],
): Promise<PastVerdict> {
  if (size === null || root === null) return { checkpoints: 0, cosignatures: 0, problems: [] }
  return verifyPast({
    ...{ source, vkey, further, hash, newest: { size, root }, past },
    compared: [
      { name: 'checkpoint', note },
      ...seen.map((one) => ({ name: `the checkpoint of ${one.size} entries seen here`, note: one.note })),
    ],
    witnesses: [...fromFile(witnesses), ...fromAnnexes(trust?.annexes ?? [])],
  })
}

/** Whether the agreement that the trust log of the export has names the key of its log. */
export function agreedKey(
  vkey: string,
  trust: ExportedTrustVerdict | null,
): { problems: string[]; lines: string[] } {
  const annexes = trust?.annexes ?? []
  if (annexes.length === 0) return { problems: [], lines: [] }
  return annexes.every(({ log }) => log.includes(vkey))
    ? { problems: [], lines: ['The agreement in the trust log beside it names that key.'] }
    : {
        problems: ['log.vkey: the agreement in the trust log beside it names another key of this service'],
        lines: [],
      }
}

/** What the witnesses that came with an export have seen of it: nobody here knows how many an agreement asks for. */
export async function sightingsIn(note: string, keys: readonly string[]) {
  if (keys.length === 0) return { witnesses: null, problems: [], lines: [] }
  try {
    const asked = new Set(keys).size
    const seen = (await sightings(note, keys)).length
    const lines = [
      `It was seen by ${seen} of the ${asked} ${asked === 1 ? 'witness' : 'witnesses'} whose keys came with the export: make sure of these, too.`,
    ]
    return { witnesses: { asked, seen }, problems: [], lines }
  } catch (error) {
    if (!(error instanceof NoteError || error instanceof LogKeyError)) throw error
    const why = error instanceof LogKeyError ? 'witnesses.vkey' : 'checkpoint'
    return { witnesses: null, problems: [`${why}: ${error.message}`], lines: [] }
  }
}
