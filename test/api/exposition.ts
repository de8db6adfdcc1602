/** A series of a page of metrics: its labels, and its value. */
export type Series = { labels: Record<string, string>; value: number }
/** What one name of a page is about. */
export type Family = { type: string; help: string; series: Map<string, Series[]> }

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL},)*(?:${LABEL})?)\\})? (\\S+)$`)
/** As Go's ParseFloat takes it, which minds no case in what is not finite. */
const VALUE = /^[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|inf|nan)$/i
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * Reads a page in Prometheus's text format, version 0.0.4, strictly: each name once, with its help and its type
 * before its series, no series twice, histograms whole.
 *
 * @throws Error naming the line
 */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const families = new Map<string, Family>()
  let name = ''
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue
    const [, word, about = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line) ?? []
    if (word === 'HELP') {
      if (families.has(about)) throw new Error(`${about} is there twice`)
      name = about
      families.set(name, { type: '', help: rest, series: new Map() })
      continue
    }
    const family = families.get(name)
    if (word === 'TYPE') {
      if (about !== name || !family || family.type !== '' || !TYPES.includes(rest))
        throw new Error(`out of place: ${line}`)
      family.type = rest
      continue
    }
    const [whole, sample = '', labels = '', ...more] = SAMPLE.exec(line) ?? []
    const value = more.at(-1) ?? ''
    if (whole === undefined || !VALUE.test(value)) throw new Error(`no sample: ${line}`)
    if (!family?.type || !belongs(sample, name, family.type)) throw new Error(`out of place: ${line}`)
    const series = family.series.get(sample) ?? []
    const found = { labels: labelsOf(labels), value: Number(value.replace('Inf', 'Infinity')) }
    if (series.some((other) => same(other.labels, found.labels))) throw new Error(`twice: ${line}`)
    family.series.set(sample, [...series, found])
  }
  for (const [about, family] of families) if (family.type === 'histogram') demandWhole(about, family)
  return families
}

function belongs(sample: string, name: string, type: string): boolean {
  const endings = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] }[type] ?? ['']
  return endings.some((ending) => sample === `${name}${ending}`)
}

function labelsOf(text: string): Record<string, string> {
  const labels = [...text.matchAll(new RegExp(LABEL, 'g'))].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  if (new Set(labels.map(([name]) => name)).size !== labels.length) throw new Error(`a label twice: ${text}`)
  return Object.fromEntries(labels)
}

const same = (one: Record<string, string>, other: Record<string, string>) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())

/** Each histogram's buckets grow, end with +Inf, and that one is its count. */
function demandWhole(name: string, { series }: Family): void {
  const counts = series.get(`${name}_count`) ?? []
  for (const { labels, value } of counts) {
    const buckets = (series.get(`${name}_bucket`) ?? []).filter(({ labels: { le: _le, ...others } }) =>
      same(others, labels),
    )
    const bounds = buckets.map(({ labels: { le = '' } }) => Number(le.replace('Inf', 'Infinity')))
    const grows = (numbers: number[]) =>
      numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0))
    if (!grows(bounds) || !grows(buckets.map((bucket) => bucket.value)))
      throw new Error(`${name}: buckets out of order`)
    if (bounds.at(-1) !== Infinity || buckets.at(-1)?.value !== value)
      throw new Error(`${name}: buckets are not whole`)
  }
  if (counts.length !== (series.get(`${name}_sum`) ?? []).length) throw new Error(`${name}: a sum is missing`)
}
