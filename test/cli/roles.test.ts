import { describe, expect, it } from 'vitest'
import { ACTIONS, ROLES } from '../../src/domain/roles.ts'
import { newMachine } from './run.ts'

describe('roles at the command line', () => {
  it('prints who may do what, to somebody who has never signed in, in as many columns as there are', async () => {
    for (const columns of [60, 120]) {
      const { code, out, err } = await (await newMachine({ columns })).despatch('roles')
      expect([code, err]).toEqual([0, ''])
      for (const name of [...ACTIONS, ...ROLES]) expect(out).toContain(name)
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns)
    }
  })

  it('prints what one role may do, and leaves out what it may not', async () => {
    const { out } = await (await newMachine()).despatch('roles', '--role', 'auditor')
    expect(out).toMatch(/^read-register +any$/m)
    expect(out).toMatch(/^sign-in +anyone, without signing in$/m)
    expect(out).not.toContain('read-content')
  })

  it('gives the same as a document', async () => {
    const { document } = await (await newMachine()).json('roles')
    expect(document).toMatchObject({
      roles: expect.arrayContaining([expect.objectContaining({ role: 'machine' })]),
      actions: expect.arrayContaining([
        expect.objectContaining({
          action: 'read-register',
          anyone: false,
          roles: { auditor: 'any', 'liaison-officer': 'own-agency', deputy: 'own-agency' },
        }),
      ]),
    })
  })

  it('knows no other role', async () => {
    const { code, err } = await (await newMachine()).despatch('roles', '--role', 'superuser')
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are')])
  })
})
