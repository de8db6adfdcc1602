/**
 * One line of the table: a figure of ours beside the same figure of a peer, measured in the same run.
 *
 * `ratio` is always "higher is better for us": ours / peer where more is better (throughput), peer / ours where
 * less is (times, memory).
 */
export type Measured = {
  name: string
  value: number
  /** of both figures, such as `submissions/s` or `ms` */
  unit: string
  /** what it is compared with, in a few words */
  peer: string
  peerValue: number
  ratio: number
}

/** How a run is to be measured. */
export type BenchRun = {
  /** how often ours and the peer are measured, in turn; the median counts */
  rounds: number
  /** about how long one measurement of one side takes */
  seconds: number
  /** a smaller run, which shows that the row works and whose figures mean little */
  quick: boolean
  /** tells the person at the terminal where the run is */
  progress(line: string): void
}

/** A row of the table, or several that belong together. What `bench/rows/<name>.ts` exports as its default. */
export type Row = {
  name: string
  /** one sentence: what is measured, and against what */
  about: string
  measure(run: BenchRun): Promise<Measured[]>
}

type Figures = Omit<Measured, 'ratio'>

/** A line whose figure is the better the higher it is. */
export const moreIsBetter = (figures: Figures): Measured =>
  withRatio(figures, figures.value / figures.peerValue)

/** A line whose figure is the better the lower it is. */
export const lessIsBetter = (figures: Figures): Measured =>
  withRatio(figures, figures.peerValue / figures.value)

const withRatio = ({ name, value, unit, peer, peerValue }: Figures, ratio: number): Measured => ({
  name,
  value,
  unit,
  peer,
  peerValue,
  ratio,
})
