/**
 * How long this thread computes at something, ms. Unlike the time on a clock it is the same on a machine that is busy with other things: what
 * must not grow with the square of what it is given is held to it.
 */
export async function msOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
