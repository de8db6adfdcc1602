import { readFile, writeFile } from 'node:fs/promises'

/** What Linux says of a running process. Nothing here works elsewhere. */

/** Most memory that the process has held at once (VmHWM, its resident set), in bytes. */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status does not tell the peak of its memory`)
  return Number(kibibytes) * 1024
}

/** Makes {@link peakMemory} begin anew from what the process holds now (proc(5), clear_refs). */
export const resetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5')

/** Ticks of the clock that /proc counts in; Linux has had this number on every machine that Node runs on. */
const TICKS_PER_SECOND = 100

/** What the process has used of a processor since its start, in seconds (proc(5), utime and stime). */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The second field, the program's name in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
