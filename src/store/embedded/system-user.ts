import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StartRefusal } from '../start-refusal.ts'

const run = promisify(execFile)

/** The system user as whom PostgreSQL runs when Despatch runs as root: PostgreSQL refuses to be root. */
const NAME = 'despatch-postgres'

export interface SystemUser {
  uid: number
  gid: number
}

/**
 * The user to run PostgreSQL as: null for "as ourselves", and, for root, the system user
 * `despatch-postgres`, which is made when there is none.
 */
export async function systemUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null
  const known = await find()
  if (known) return known
  // Two first starts at once: one of them fails here, and both find the user below.
  const failure = await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    NAME,
  ]).then(
    () => '',
    (error: Error) => error.message,
  )
  const made = await find()
  if (made) return made
  throw new StartRefusal(
    `PostgreSQL does not run as root and the system user ${NAME} could not be made (${failure.trim()}): ` +
      'make it with `useradd --system`, or start Despatch as another user.',
  )
}

async function find(): Promise<SystemUser | null> {
  const line = await run('getent', ['passwd', NAME]).then(
    ({ stdout }) => stdout,
    () => '',
  )
  const [, , uid, gid] = line.trim().split(':')
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
}

/** Whether that user may write in a directory, asked as that user: modes of parents and ACLs all count. */
export async function mayWriteIn(directory: string, { uid, gid }: SystemUser): Promise<boolean> {
  // spawn changes the directory before the user, so `cwd` would be asked as root: test(1) asks rightly.
  return run('test', ['-w', directory, '-a', '-x', directory], { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
