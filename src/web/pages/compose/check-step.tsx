import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { URGENCY_WORDS } from '../../../domain/answer-times.ts'
import { reasonSentence } from '../../../domain/receipt-reasons.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes } from '../../components/checkboxes.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { answersOnPage } from '../../form/answer-rows.ts'
import { wrongIn } from '../../form/fault-words.ts'
import { codeInWords } from '../../form/labels.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { capitalised, dayInWords, sizeInWords } from '../../words.ts'
import type { Summary } from '../../worker/compose/judge.ts'
import { type Composing, change, leave, reviewed, sent } from './composing.ts'
import { placeInWords } from './marking-places.ts'
import { SendingProgress } from './sending-progress.tsx'
import { Standing } from './standing.tsx'
import { SaveButton } from './step-page.tsx'
import { backFrom, pathOf, stepsOf } from './steps.ts'
import { captionOf, markingOf, wordsOf } from './tasks.ts'
import { useJudged } from './use-judged.ts'
import { WhoReads } from './who-reads.tsx'

/** Everything that was answered, what the rules say, and who will be able to read it: then it can be sent. */
export function CheckStep({ composing }: { composing: Composing }) {
  const { route } = useLocation()
  const standing = useJudged(composing)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [busy, setBusy] = useState(false)
  useEffect(reviewed, [])
  const { composition, files, form, kind } = composing
  const { judged } = standing
  const allowed = judged?.decision?.outcome === 'allowed'
  const higher = (judged?.higherMarkings ?? []).map((where) => placeInWords(composing, where))
  const marking = judged?.summary?.marking ?? markingOf(composition)
  const steps = stepsOf(composing)
  const { returning } = composition

  const send = async () => {
    const missing = inTheWay(composing, standing, higher)
    setErrors(missing)
    if (missing.length > 0) return
    setBusy(true)
    try {
      const done = await atDesk().sendComposed(composition, files)
      if (done.outcome === 'stopped' || done.outcome === 'higher-marking') {
        // The rules, or what is attached, have changed since they were last asked.
        setErrors(
          done.outcome === 'stopped'
            ? done.unmet.map(({ rule, sentence }) => ({ field: null, message: `Rule ${rule}: ${sentence}` }))
            : [
                {
                  field: 'keep-marking',
                  message: `A higher marking is named in ${done.places.map((where) => placeInWords(composing, where)).join(', ')}`,
                },
              ],
        )
      } else {
        sent.value = { outcome: done, composition }
        leave()
        route(pathOf('sent'), true)
        return
      }
    } catch (error) {
      setErrors([{ field: null, message: `${failed(error).message} Nothing that you typed is lost.` }])
    }
    setBusy(false)
  }

  return (
    <Page
      title="Check your answers before you send it"
      caption={captionOf(composition)}
      tab="Check your answers"
      errors={errors}
      back={backFrom(composing, 'check')}
      marking={marking}
    >
      <SummaryList
        rows={[
          { key: 'From', value: composition.from },
          {
            key: 'To',
            value: composition.to.length === 0 ? 'Nobody yet' : composition.to.join('\n'),
            ...(steps.includes('to') ? { change: { href: pathOf('to'), what: 'whom it goes to' } } : {}),
          },
          ...(returning === null
            ? []
            : [
                {
                  key: 'Why it is returned',
                  value: returning.reason === null ? 'Not said yet' : reasonSentence(returning.reason),
                  change: { href: pathOf('reason'), what: 'why it is returned' },
                },
              ]),
        ]}
      />
      {form.pages.map(({ title, questions }, at) => {
        const rows = answersOnPage(questions, composition.typed)
        const wrong = wrongIn(questions, judged?.faults ?? [])
        return (
          <section key={title}>
            <div class="app-section-head">
              <h2 class="govuk-heading-m">{title}</h2>
              <a class="govuk-link" href={pathOf(`form-${at + 1}`)}>
                Change<span class="govuk-visually-hidden"> {title.toLowerCase()}</span>
              </a>
            </div>
            {wrong.map(({ field, message }) => (
              <p class="govuk-error-message" key={field}>
                <span class="govuk-visually-hidden">Error:</span> {message}
              </p>
            ))}
            {rows.length === 0 ? <p class="govuk-body">Nothing was entered.</p> : <SummaryList rows={rows} />}
          </section>
        )
      })}
      {kind.attachments ? (
        <>
          <h2 class="govuk-heading-m">Attached</h2>
          <SummaryList
            rows={[
              {
                key: 'Files',
                value:
                  files.length === 0
                    ? 'None'
                    : files.map(({ name, size }) => `${name} (${sizeInWords(size)})`).join('\n'),
                change: { href: pathOf('files'), what: 'what is attached' },
              },
            ]}
          />
        </>
      ) : null}
      {judged?.summary ? <Grounds summary={judged.summary} needsLaw={steps.includes('law')} /> : null}
      <Standing composing={composing} standing={standing} step="check" />
      <h2 class="govuk-heading-m">Who will be able to read it</h2>
      <WhoReads readers={judged?.readers ?? []} />
      {higher.length === 0 ? null : (
        <>
          <WarningText>
            It is to be sent as {marking}, and a higher marking is named in {higher.join(', ')}.
          </WarningText>
          <Checkboxes
            id="keep-marking"
            label="Which marking is meant?"
            values={composition.keepMarking ? ['keep'] : []}
            choices={[{ value: 'keep', text: `${marking} is meant: send it so` }]}
            onChange={(chosen) => change({ keepMarking: chosen.length > 0 })}
          />
        </>
      )}
      {allowed ? (
        <InsetText>
          When you send it, you sign that this is what you disclose, to whom and on what grounds. It is sealed
          on this machine. It can be withdrawn only while nobody has fetched it.
          {returning === null ? '' : ' Once it has gone, you sign that you return what it answers, and why.'}
        </InsetText>
      ) : null}
      {busy ? <SendingProgress files={files} /> : null}
      <div class="govuk-button-group">
        <Button busy={busy} onClick={() => void send()}>
          {busy ? 'Sending' : wordsOf(composition).send}
        </Button>
        {busy ? null : <SaveButton />}
      </div>
    </Page>
  )
}

/** What has to be settled before it can be sent; errors lead nowhere on this page but to the words, which have their own links. */
function inTheWay(
  composing: Composing,
  { judged, problem }: ReturnType<typeof useJudged>,
  higher: readonly string[],
): FieldError[] {
  const general = (message: string): FieldError => ({ field: null, message })
  if (judged === null)
    return [general(problem ?? 'The rules are still being asked. Send it when they have answered.')]
  if (judged.problem !== null) return [general(judged.problem)]
  const { form, composition } = composing
  const wrong = form.pages.flatMap(({ questions }) => wrongIn(questions, judged.faults))
  const other = judged.faults.filter(({ path }) => path === '').map(({ message }) => general(message))
  const nobody = composition.to.length === 0 ? [general('Choose at least one mailbox to send it to')] : []
  const unsaid =
    composition.returning?.reason === null ? [general('Select why you return it, by Change beside it')] : []
  const faults = [
    ...unsaid,
    ...wrong.map(({ message }) => general(message)),
    ...other,
    ...nobody,
    ...judged.groundsFaults.map(({ message }) => general(message)),
  ]
  if (faults.length > 0) return faults
  if (judged.decision?.outcome !== 'allowed')
    return (judged.decision?.unmet ?? []).map(({ rule, sentence }) => general(`Rule ${rule}: ${sentence}`))
  if (higher.length > 0 && !composition.keepMarking)
    return [{ field: 'keep-marking', message: 'Say which marking is meant' }]
  return []
}

const DATA_CLASSES: Readonly<Record<Summary['dataClass'], string>> = {
  none: 'About no people',
  depersonalised: 'Depersonalised: nobody can be identified',
  personal: 'Personal data',
  'sensitive-personal': 'Sensitive personal data',
}

/** `needsLaw`: false where it tells of nobody, and none was asked for. */
function Grounds({ summary, needsLaw }: { summary: Summary; needsLaw: boolean }) {
  const law = { href: pathOf('law'), what: 'the purpose and the legal bases' }
  const handling = { href: pathOf('handling'), what: 'urgency, marking and how long it is kept' }
  return (
    <>
      <h2 class="govuk-heading-m">Grounds and handling</h2>
      <SummaryList
        rows={[
          ...(needsLaw
            ? [
                { key: 'Purpose', value: summary.purpose, change: law },
                { key: 'Legal bases', value: summary.bases.join('\n') || 'None named', change: law },
                {
                  key: 'Consent',
                  value: summary.consent.join('\n'),
                  change: { href: pathOf('consent'), what: 'consent' },
                },
              ]
            : [{ key: 'Purpose', value: summary.purpose }]),
          {
            key: 'Urgency',
            value: capitalised(URGENCY_WORDS[summary.urgency].toLowerCase()),
            change: handling,
          },
          {
            key: 'Answer by',
            value: [
              summary.respondBy === null ? 'No answer is asked for' : dayInWords(summary.respondBy),
              summary.respondByRemark ?? '',
            ]
              .filter(Boolean)
              .join('\n'),
            change: handling,
          },
          { key: 'Marking', value: summary.marking, change: handling },
          { key: 'Kept until', value: dayInWords(summary.destroyAfter) || 'As is usual', change: handling },
          {
            key: 'Passing it on',
            value: summary.onward === 'none' ? 'Not allowed' : 'With your permission only',
            change: handling,
          },
          {
            key: 'Worked out from the form',
            value: [
              DATA_CLASSES[summary.dataClass],
              ...(summary.categories.length === 0
                ? []
                : [`About: ${summary.categories.map((one) => codeInWords(one).toLowerCase()).join(', ')}`]),
            ].join('\n'),
          },
          { key: 'Agreement', value: summary.agreement },
        ]}
      />
    </>
  )
}
