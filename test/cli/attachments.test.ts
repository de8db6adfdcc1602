import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readyFolder, writeAttachments } from '../../src/cli/attachments.ts'
import { plainName } from '../../src/sdk/plain-file-name.ts'
import { msOf } from '../setup/thread-time.ts'
import { newFolder } from './folder.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the name that a stranger gave an attachment', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\plan.pdf', 'plan.pdf'],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['..', 'attachment'],
    ['', 'attachment'],
    ['a\u0000b\nc.pdf', 'a_b_c.pdf'],
    ['invoice\u202efdp.exe', 'invoice_fdp.exe'],
    ['plan.pdf. . ', 'plan.pdf'],
    ['Zoë’s plan.pdf', 'Zoë’s plan.pdf'],
  ])('%j becomes %j', (name, plain) => {
    expect(plainName(name)).toBe(plain)
  })

  it('is shortened to what a file system takes, its ending kept', () => {
    const name = plainName(`${'示'.repeat(300)}.pdf`)
    expect(bytes(name).length).toBeLessThanOrEqual(200)
    expect(name).toMatch(/示\.pdf$/)
  })

  it.each([
    ['one character', '示'.repeat(20_000)],
    ['dots and spaces that do not end it', `x${'. '.repeat(60_000)}x`],
  ])('is shortened within moments, of %s however long', async (_, name) => {
    expect(await msOf(() => plainName(name))).toBeLessThan(1_000)
  })
})

describe('attachments that are written', () => {
  it('are for their owner alone, in a folder that is', async () => {
    const folder = await readyFolder(join(await newFolder(), 'new', 'deep'))
    const [path = ''] = await writeAttachments(folder, [{ name: 'plan.pdf', bytes: bytes('x') }])
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('never go over anything that is there', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'plan.pdf'), 'mine')
    await mkdir(join(folder, 'plan (2).pdf'))
    await symlink(join(folder, 'elsewhere'), join(folder, 'plan (3).pdf'))
    const same = { name: 'plan.pdf', bytes: bytes('theirs') }
    expect(await writeAttachments(folder, [same, same])).toEqual([
      join(folder, 'plan (4).pdf'),
      join(folder, 'plan (5).pdf'),
    ])
    expect(await readFile(join(folder, 'plan.pdf'), 'utf8')).toBe('mine')
    expect((await lstat(join(folder, 'plan (3).pdf'))).isSymbolicLink()).toBe(true)
    expect(await readdir(folder)).not.toContain('elsewhere')
  })

  it('need a folder that can be made, before anything is opened', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(readyFolder(join(folder, 'file', 'below'))).rejects.toThrow('Nothing was opened.')
  })
})
