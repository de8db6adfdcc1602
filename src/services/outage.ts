/**
 * What of an error says that something the service stands on is away or full, and not that the request was wrong or
 * the program is: Node's codes for connections and disks, PostgreSQL's classes 08 (connection exception) and 53
 * (insufficient resources: disk, memory, connections), and its ways of shutting down and starting (57P01 to 57P03).
 */
const CODE =
  /^(?:E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|NOSPC|DQUOT|MFILE|NFILE)|08...|53...|57P0[123])$/

/** What pg and its pool say, without a code, of a connection that broke or was not to be had. */
const MESSAGE =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** Whether the same may succeed when it is tried again soon. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  return code === null ? MESSAGE.test(error.message) : CODE.test(code)
}
