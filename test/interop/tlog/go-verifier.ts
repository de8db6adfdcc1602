import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the verifier in Go says of an export: its one line, and whether it took it. */
export type Judged = { accepted: boolean; said: string }

export type GoVerifier = {
  /** @param seen path of a checkpoint that was seen before */
  judge(folder: string, seen?: string): Judged
  remove(): Promise<void>
}

/** Where Debian puts the sources of Go's packages. */
const GOPATH = '/usr/share/gocode'

/** Whether this machine has Go and the packages; where it has not, it says what is left out. */
export function hasGo(): boolean {
  const found =
    spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0 &&
    existsSync(join(GOPATH, 'src/golang.org/x/mod/sumdb/tlog'))
  if (!found)
    console.info(
      'golang-go and golang-golang-x-mod-dev are not installed: nobody else verifies the log here. "npm test" as root installs them.',
    )
  return found
}

/** Builds the verifier in `verifier/`, into a folder of its own. */
export async function buildGoVerifier(): Promise<GoVerifier> {
  const folder = await mkdtemp(join(tmpdir(), 'dsp-go-'))
  const program = join(folder, 'verifier')
  execFileSync('go', ['build', '-o', program, '.'], {
    cwd: join(import.meta.dirname, 'verifier'),
    env: { ...process.env, GO111MODULE: 'off', GOPATH, GOCACHE: join(folder, 'cache') },
    stdio: 'pipe',
  })
  return {
    judge(exported, seen) {
      const ran = spawnSync(program, [exported, ...(seen === undefined ? [] : [seen])], { encoding: 'utf8' })
      if (ran.status !== 0 && ran.status !== 1) throw new Error(`the verifier died: ${ran.stderr}`)
      return { accepted: ran.status === 0, said: ran.stdout.trim() }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
