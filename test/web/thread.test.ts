import { describe } from 'vitest'
import { answerJourneys, noteJourneys } from './answer-journeys.ts'
import { hasChromium } from './browser.ts'
import { caseJourneys } from './case-journeys.ts'
import { useCaseWork } from './case-work-fixture.ts'
import { exchangeJourneys } from './exchange-journeys.ts'
import { listJourneys } from './list-journeys.ts'
import { liveJourneys } from './live-journeys.ts'

/** One service for all of them; they go on from one another. */
describe.skipIf(!hasChromium())('exchanges, answers and cases in the browser (needs Chromium)', () => {
  const work = useCaseWork()
  describe('of whoever received something', () => {
    answerJourneys(work)
    liveJourneys(work)
  })
  describe('of whoever sent it', () => {
    exchangeJourneys(work)
    noteJourneys(work)
    caseJourneys(work)
    listJourneys(work)
  })
})
