/** A list of problems, each once, that stops growing: a wholly changed log has millions. */
export type ProblemList = {
  add(problem: string): void
  addAll(other: ProblemList): void
  list(): string[]
}

const MOST_PROBLEMS = 100

export function createProblemList(): ProblemList {
  const problems = new Set<string>()
  let overflowed = false
  const add = (problem: string): void => {
    if (problems.size < MOST_PROBLEMS) problems.add(problem)
    else if (!problems.has(problem)) overflowed = true
  }
  return {
    add,
    addAll: (other) => other.list().forEach(add),
    list: () => [...problems, ...(overflowed ? ['and more: only the first 100 problems are told'] : [])],
  }
}
