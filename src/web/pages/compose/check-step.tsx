import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { reasonSentence } from '../../../domain/receipt-reasons.ts'
import { Button } from '../../components/button.tsx'
import { Checkboxes } from '../../components/checkboxes.tsx'
import type { FieldError } from '../../components/error-summary.tsx'
import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { answersOnPage } from '../../form/answer-rows.ts'
import { wrongIn } from '../../form/fault-words.ts'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import { sizeInWords } from '../../words.ts'
import { type Composing, change, leave, reviewed, sent } from './composing.ts'
import { firstChangeOf, Grounds } from './grounds.tsx'
import { changeId, inTheWay, unmetErrors } from './in-the-way.ts'
import { placeInWords } from './marking-places.ts'
import { SendingProgress } from './sending-progress.tsx'
import { Standing } from './standing.tsx'
import { SaveButton } from './step-page.tsx'
import { backFrom, isStep, pathOf } from './steps.ts'
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
            ? unmetErrors(composing, done.unmet)
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
        route(pathOf('sent', composing.journey), true)
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
      caption={captionOf(composing)}
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
            ...(isStep(composing, 'to') ? { change: firstChangeOf(composing, 'to', 'whom it goes to') } : {}),
          },
          ...(composition.inCase === null
            ? []
            : [
                {
                  key: 'Case',
                  value: `It comes into your case: ${composition.inCase.title}. Whoever receives it does not learn of the case.`,
                },
              ]),
          ...(returning === null
            ? []
            : [
                {
                  key: 'Why it is returned',
                  value: returning.reason === null ? 'Not said yet' : reasonSentence(returning.reason),
                  change: firstChangeOf(composing, 'reason', 'why it is returned'),
                },
              ]),
        ]}
      />
      {form.pages.map(({ title, questions }, at) => {
        const rows = answersOnPage(questions, composition.typed, composing.filled).map(
          ({ key, value, filled }) => ({
            key,
            value:
              filled === undefined ? (
                value
              ) : (
                <>
                  {value}
                  <span class="govuk-hint app-filled">{filled}</span>
                </>
              ),
          }),
        )
        const wrong = wrongIn(questions, judged?.faults ?? [])
        return (
          <section key={title}>
            <div class="app-section-head">
              <h2 class="govuk-heading-m">{title}</h2>
              <a
                class="govuk-link"
                id={changeId(`form-${at + 1}`)}
                href={pathOf(`form-${at + 1}`, composing.journey)}
              >
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
                change: firstChangeOf(composing, 'files', 'what is attached'),
              },
            ]}
          />
        </>
      ) : null}
      {judged?.summary ? <Grounds composing={composing} summary={judged.summary} /> : null}
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
          on this machine. It can be withdrawn only while nobody has collected it.
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
