import { InsetText, WarningText } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { SummaryList } from '../../components/summary-list.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import { dayInWords } from '../../words.ts'
import type { OwnProgram } from '../../worker/own-program.ts'

/** Which program this is, by its own word, and whether the agencies have acknowledged one with that digest. */
export default function About() {
  const answer = useAnswer(() => atDesk().ownProgram(), [])
  return (
    <Page title="About this program">
      <Waiting answer={answer} words="Looking the program up in the trust log">
        {(program) => <Told program={program} />}
      </Waiting>
    </Page>
  )
}

const Told = ({ program }: { program: OwnProgram }) => {
  const { version, sha256, files, from, service, acknowledged } = program
  return (
    <>
      {acknowledged.length === 0 ? (
        <WarningText>
          This program is not in the trust log: no agreement of your agency names its digest.
        </WarningText>
      ) : null}
      <SummaryList
        rows={[
          { key: 'This program', value: `Despatch ${version}, ${files} files` },
          { key: 'Digest', value: <code class="app-digest">{sha256}</code> },
          {
            key: 'In the trust log',
            value:
              acknowledged
                .map(({ agreement, since }) => `since ${dayInWords(since)}, under the agreement ${agreement}`)
                .join('\n') || 'not in the trust log',
          },
          { key: 'This page comes from', value: from },
          { key: 'It speaks to the service', value: service },
        ]}
      />
      <InsetText>
        All of this is the word of the program itself. A false one would say the same. Whoever serves the
        address of this page can change the program each time you open it: you trust them with your
        passphrase, the words of your kit and what you read.
      </InsetText>
      <p class="govuk-body">
        To check it from outside this browser, on a machine that has the command:{' '}
        <code class="app-digest">despatch verify-client {from}</code>. That shows what this address gave to
        that machine, at that time.
      </p>
    </>
  )
}
