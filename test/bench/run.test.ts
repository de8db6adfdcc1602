import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

/** `npm run bench`, as a person calls it. */
function bench(...args: string[]) {
  const program = join(import.meta.dirname, '../../bench/run.ts')
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  return { out: stdout, err: stderr, status }
}

describe('npm run bench', () => {
  it('prints a table of ratios and keeps the figures as JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'despatch-bench-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'figures.json')
    const { out, err, status } = bench('open', '--quick', '--json', file)
    expect({ err, status }).toEqual({ err: expect.stringContaining('open: 10 MiB'), status: 0 })
    const lines = out.trim().split('\n')
    expect(lines[0]).toMatch(/^\| row +\| Despatch \| +peer \| unit \| +ratio \| the peer \|$/)
    expect(lines).toHaveLength(2 + 3)
    const figures: Record<string, unknown>[] = JSON.parse(await readFile(file, 'utf8'))
    expect(figures.map(({ name }) => name)).toEqual(['open 4 KiB', 'open 1 MiB', 'open 10 MiB'])
    for (const figure of figures) {
      expect(Object.keys(figure)).toEqual(['name', 'value', 'unit', 'peer', 'peerValue', 'ratio'])
      expect(figure.ratio).toBeCloseTo(Number(figure.peerValue) / Number(figure.value))
    }
  })

  it('says which rows there are when it is asked for another', () => {
    const { err, status } = bench('weight')
    expect(status).toBe(2)
    expect(err).toMatch(/^There is no row weight: there are .*seal, open, /)
  })
})
