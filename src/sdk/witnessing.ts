export { LogKeyError } from '../log/keys.ts'
export { NoteError } from '../log/note.ts'
export { type Sighting, sightings } from '../log/witnessed.ts'
export { type Witnessing, witnessingOf, witnessingWords } from './trust/witnessing.ts'
