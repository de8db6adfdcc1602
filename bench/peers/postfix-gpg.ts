import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PrivateKey } from '../../src/crypto/keys.ts'
import { type Postfix, startPostfix } from './postfix.ts'

const run = promisify(execFile)

/** pipe(8) refuses to run a filter as root. */
const USER = 'nobody'
/** Filters at once: more than the processors of a small server, so that none of them waits. */
const PROCESSES = 8

/**
 * Postfix with a content filter that calls gpg, as a council would script it: each mail that comes in clear is signed
 * with the sending mailbox's key, encrypted to every recipient mailbox, given back to Postfix and relayed.
 *
 * @param keys the keys of the mailboxes, without passphrases; the first of them signs
 */
export async function startPostfixWithGpg({
  sinkPort,
  keys,
}: {
  sinkPort: number
  keys: readonly PrivateKey[]
}): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'bpg-'))
  await chmod(folder, 0o755)
  const user = await idsOf(USER)
  const home = join(folder, 'gnupg')
  await mkdir(home, { mode: 0o700 })
  await chown(home, user.uid, user.gid)
  const asUser = { ...user, cwd: '/', env: { PATH: process.env.PATH } }
  for (const key of keys) await gpgImport(home, key, asUser)
  const script = join(folder, 'filter')
  const stop = async () => {
    await run('gpgconf', ['--homedir', home, '--kill', 'all'], asUser).catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const postfix = await startPostfix({
      sinkPort,
      async filterFor(backPort) {
        await writeFile(script, filter({ home, backPort, keys }), { mode: 0o755 })
        return { user: USER, command: script, processes: PROCESSES }
      },
    })
    return {
      ...postfix,
      async stop() {
        await postfix.stop()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The script of the filter. It speaks SMTP by itself, which is cheaper than calling sendmail(1) to give mail back. */
function filter({
  home,
  backPort,
  keys,
}: {
  home: string
  backPort: number
  keys: readonly PrivateKey[]
}): string {
  const [sender = ''] = keys.map((key) => key.getFingerprint())
  const recipients = keys.map((key) => `-r ${key.getFingerprint()}`).join(' ')
  return `#!/bin/bash
# Signs and encrypts the mail on standard input, and gives it back to Postfix. $1 is the sender, $2 the recipient.
# 75 (EX_TEMPFAIL) makes Postfix try again later.
sealed=$(gpg --homedir ${home} --batch --no-tty --quiet --trust-model always --armor --sign --encrypt \\
  --compress-algo none --local-user ${sender} ${recipients}) || exit 75
exec 3<>/dev/tcp/127.0.0.1/${backPort} || exit 75
answer() {
  local line
  while IFS= read -r -t 60 line <&3; do
    [[ $line == ???-* ]] && continue
    [[ $line == $1* ]] && return 0
    exit 75
  done
  exit 75
}
answer 220
printf 'HELO filter.bench.test\\r\\n' >&3
answer 250
printf 'MAIL FROM:<%s>\\r\\nRCPT TO:<%s>\\r\\nDATA\\r\\n' "$1" "$2" >&3
answer 250
answer 250
answer 354
{
  printf 'From: <%s>\\nTo: <%s>\\nSubject: [...]\\nMIME-Version: 1.0\\n' "$1" "$2"
  printf 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="sealed"\\n\\n'
  printf -- '--sealed\\nContent-Type: application/pgp-encrypted\\n\\nVersion: 1\\n\\n'
  printf -- '--sealed\\nContent-Type: application/octet-stream\\n\\n%s\\n\\n--sealed--\\n.\\n' "$sealed"
} | sed 's/$/\\r/' >&3
answer 250
printf 'QUIT\\r\\n' >&3
exit 0
`
}

async function gpgImport(home: string, key: PrivateKey, options: object): Promise<void> {
  const child = spawn('gpg', ['--homedir', home, '--batch', '--quiet', '--import'], {
    ...options,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin?.end(key.armor())
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error('gpg did not take a key')
}

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, user])).stdout)),
  )
  if (uid === undefined || gid === undefined) throw new Error(`there is no user ${user}`)
  return { uid, gid }
}
