import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newFolder } from '../cli/folder.ts'
import { type Court, countReferrals, drop, newCourt, pdf, visible, watchOnce } from '../cli/watch/court.ts'
import { DEATH_POINTS, type DeathPoint } from '../cli/watch/death-point.ts'
import { watchUntilDeath } from '../cli/watch/watch-process.ts'
import { startTestService, type TestService } from '../setup/service.ts'

let service: TestService
let court: Court
beforeAll(async () => {
  service = await startTestService()
  court = await newCourt(service)
})
afterAll(() => service?.stop())

const REFUSED: DeathPoint = 'a reason was written'
const SENT = (Object.keys(DEATH_POINTS) as DeathPoint[]).filter((point) => point !== REFUSED)
const ENDINGS = ['-map.pdf', '.json', '.pdf', '.receipt.json']

describe('a watch that was killed and is started again', () => {
  it.each(SENT)('when %s: sends it once and files it whole', async (death) => {
    const folder = await newFolder()
    const name = `death-${SENT.indexOf(death)}`
    await drop(folder, name)
    const before = await countReferrals(service)
    await watchUntilDeath(court, folder, death)
    const { tally } = await watchOnce(await court.sending(folder))
    expect(tally).toEqual({ sent: 1, refused: 0, troubles: 0 })
    expect(await countReferrals(service)).toBe(before + 1)
    expect(await visible(folder)).toEqual(['refused', 'sent'])
    expect(await visible(join(folder, 'sent'))).toEqual(ENDINGS.map((ending) => `${name}${ending}`))
    expect(await readdir(join(folder, '.despatch/pending'))).toEqual([])
    const receipt = JSON.parse(await readFile(join(folder, 'sent', `${name}.receipt.json`), 'utf8'))
    expect(await readFile(join(folder, 'sent', `${name}.pdf`), 'utf8')).toBe(pdf(`order ${name}`))
    expect(receipt).toMatchObject({ result: 'sent' })

    await drop(folder, name)
    await watchOnce(await court.sending(folder))
    expect(await countReferrals(service)).toBe(before + 1)
  })

  it(`when ${REFUSED}: finishes the refusal without refusing twice`, async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'bad.json'), '{}')
    await writeFile(join(folder, 'bad.pdf'), pdf('bad'))
    await watchUntilDeath(court, folder, REFUSED)
    expect((await watchOnce(await court.sending(folder))).tally).toEqual({ sent: 0, refused: 1, troubles: 0 })
    expect(await visible(join(folder, 'refused'))).toEqual(
      ['.json', '.pdf', '.reason.json', '.reason.txt'].map((ending) => `bad${ending}`),
    )
  })
})
