import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { ErrorSummary } from '../../components/error-summary.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Tag, type TagColour } from '../../components/tag.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { useSending } from '../../use-sending.ts'
import { capitalised, dayInWords, momentInWords } from '../../words.ts'
import type { PartnerChange, PartnerShown } from '../../worker/partnership.ts'
import { BACK } from './back.ts'

const COLOURS: Readonly<Record<PartnerShown['fares'], TagColour>> = {
  fine: 'green',
  failing: 'red',
  paused: 'yellow',
  'not tried': 'grey',
}

/** What each network may carry, and how mail to each partner fares: to be paused, resumed, tried, tested and reminded. */
export default function Networks() {
  const [said, setSaid] = useState('')
  const answer = useAnswer(() => atDesk().networks(), [said])
  return (
    <Page title="Networks and partners" back={BACK}>
      <p class="govuk-body" role="status">
        {said}
      </p>
      <Waiting answer={answer} words="Looking up the networks">
        {({ networks, partners }) => (
          <>
            <h2 class="govuk-heading-m">How mail to partners fares</h2>
            {partners.length === 0 ? <p class="govuk-body">No partner is reached by mail.</p> : null}
            {partners.map((partner) => (
              <Partner key={partner.domain} partner={partner} onSaid={setSaid} />
            ))}
            <h2 class="govuk-heading-m">What each network may carry</h2>
            <SummaryList
              rows={networks.map(({ domain, accreditation, from, until }) => ({
                key: domain,
                value: `up to ${accreditation.level}, from ${dayInWords(from)}${until === null ? '' : ` to ${dayInWords(until)}`}`,
              }))}
            />
          </>
        )}
      </Waiting>
    </Page>
  )
}

function Partner({ partner, onSaid }: { partner: PartnerShown; onSaid(said: string): void }) {
  const { errors, busy, send } = useSending()
  const { domain, agency, way, waiting, oldest, lastSuccess, certificateUntil, last, paused, reminders } =
    partner
  const change = (what: PartnerChange) => () =>
    void send([], async () => onSaid(await atDesk().changePartner(domain, what)))
  const test = () =>
    void send([], async () => {
      const { outcome, host, code, tls, reply } = await atDesk().testPartner(domain)
      const server =
        host === '-' ? '' : `${host} answered ${code ?? 'nothing'}${tls === null ? '' : ` over ${tls}`}: `
      onSaid(`The test for ${domain} was ${outcome === 'relayed' ? '' : 'not '}taken. ${server}${reply}`)
    })
  return (
    <>
      <h3 class="govuk-heading-s">
        {domain} <Tag text={capitalised(partner.fares)} colour={COLOURS[partner.fares]} />
      </h3>
      <ErrorSummary errors={errors} />
      <SummaryList
        rows={[
          { key: 'Agency', value: agency ?? 'of no agency' },
          { key: 'Mail goes', value: way },
          {
            key: 'Waiting',
            value: `${waiting}${oldest === null ? '' : `, the oldest since ${momentInWords(oldest)}`}`,
          },
          { key: 'Last taken', value: lastSuccess === null ? 'never' : momentInWords(lastSuccess) },
          ...(last === null ? [] : [{ key: 'Put off last by', value: last }]),
          ...(certificateUntil === null
            ? []
            : [{ key: 'Server certificate until', value: momentInWords(certificateUntil) }]),
          {
            key: 'Reminders by mail',
            value: reminders
              ? 'sent of what it has not answered, before the day and after it'
              : 'none: it is not reminded of what it has not answered',
          },
        ]}
      />
      <div class="govuk-button-group">
        <Button secondary busy={busy} onClick={change(paused === null ? 'pause' : 'resume')}>
          {paused === null ? 'Pause' : 'Resume'}
          <span class="govuk-visually-hidden"> mail to {domain}</span>
        </Button>
        <Button secondary busy={busy} onClick={change('retry')}>
          Try now<span class="govuk-visually-hidden"> what waits for {domain}</span>
        </Button>
        <Button secondary busy={busy} onClick={test}>
          {busy ? 'Waiting for an answer' : 'Send a test'}
          <span class="govuk-visually-hidden"> to {domain}</span>
        </Button>
        <Button secondary busy={busy} onClick={change(reminders ? 'do not remind' : 'remind')}>
          {reminders ? 'Send no reminders' : 'Send reminders'}
          <span class="govuk-visually-hidden"> to {domain}</span>
        </Button>
      </div>
      <p class="govuk-body">
        <a class="govuk-link" href={`/partnership/networks/${domain}/reroute`}>
          Lay down another way to {domain}
        </a>
      </p>
    </>
  )
}
