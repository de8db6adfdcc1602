/** What it takes to read and hash a log, and no more: a thread that does only that has little to load. */
export { findRecords, parseRecordsPath } from '../log/records.ts'
export type { LogSource, Opening } from '../log/source.ts'
export { type Stretch, type StretchAsked, stretchesOf } from '../log/stretch.ts'
