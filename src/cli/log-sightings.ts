import { LogKeyError, NoteError, sightings } from '../sdk/witnessing.ts'

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
