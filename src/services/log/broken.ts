/** The log and what the sequencer remembers of it do not fit together. Nothing more is signed. */
export class LogBrokenError extends Error {
  override readonly name = 'LogBrokenError'
}
