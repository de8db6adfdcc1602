import { chooseArchive, writesFiles } from '../../choose-file.ts'
import { Button } from '../../components/button.tsx'
import { InsetText, NotificationBanner } from '../../components/notices.tsx'
import { Page } from '../../components/page.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { saveFile } from '../../save-file.ts'
import { atDesk } from '../../session.ts'
import { useLongWork } from '../../use-long-work.ts'
import { counted, sizeInWords } from '../../words.ts'
import type { MadeExport } from '../../worker/audit/log-export.ts'
import type { LongWork } from '../../worker/audit/long-work.ts'

/** Exports the whole log as an archive that anybody can verify without the service. */
export default function LogExport() {
  const { answer, place, start } = useLongWork(
    () => atDesk().logExport(),
    ({ at }) => at,
  )
  const begin = async () => {
    const name = `despatch-log-${new Date().toISOString().slice(0, 10)}.zip`
    const into = await chooseArchive(name)
    if (into === 'given up') return
    start(() => atDesk().startLogExport({ into, name: into?.name ?? name }))
  }
  return (
    <Page
      title="Export the log"
      marking="RESTRICTED"
      back={{ href: '/log-check', text: 'Back to Check the log' }}
    >
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds-from-desktop">
          <InsetText>
            An archive of the whole log, with every record that you may open and the trust log beside it.
            Whoever has it can verify it without the service. It holds no content, but it says who shared what
            with whom and on what basis: keep it where such files belong. That you read the records is entered
            in the log.
          </InsetText>
          <Waiting answer={answer} words="Looking how it stands">
            {(standing) => (
              <div ref={place} tabIndex={-1} class="app-place">
                {standing.at === 'running' ? (
                  <Running {...standing} />
                ) : (
                  <>
                    <Said standing={standing} />
                    {standing.at === 'none' ? <Before /> : null}
                    <Button secondary={standing.at === 'done'} onClick={() => void begin()}>
                      {standing.at === 'none' ? 'Export the log' : 'Export it again'}
                    </Button>
                  </>
                )}
              </div>
            )}
          </Waiting>
        </div>
      </div>
    </Page>
  )
}

const Before = () => (
  <p class="govuk-body">
    {writesFiles()
      ? 'Your browser asks where the archive is to be saved, and writes it as it is made. '
      : 'It is made in your browser’s memory, so it can be no larger than 512 MB. '}
    A log of more than some five million entries is too large for one archive: use the command{' '}
    <code>despatch log export</code>.
  </p>
)

const Running = ({ done, size }: { done: number; size: number }) => (
  <>
    <h2 class="govuk-heading-m">Exporting the log</h2>
    <ProgressBar
      id="progress"
      label={
        size === 0
          ? 'Fetching the checkpoint'
          : `${done.toLocaleString('en-GB')} of at most ${counted(size, 'file')}`
      }
      done={done}
      size={size}
    />
    <p class="govuk-body">
      You can go on working on other pages meanwhile: it goes on here. Locking or signing out ends it.
    </p>
    <Button secondary onClick={() => void atDesk().cancelLogExport()}>
      Stop exporting
    </Button>
  </>
)

function Said({ standing }: { standing: LongWork<MadeExport> }) {
  if (standing.at === 'failed')
    return (
      <div role="alert">
        <p class="govuk-error-message">The log was not exported: {standing.message}</p>
        <p class="govuk-body">
          The command <code>despatch log export</code> writes a log of any size into a folder.
        </p>
      </div>
    )
  if (standing.at === 'cancelled')
    return (
      <p class="govuk-body" role="status">
        You stopped it. Nothing was exported; if you had chosen a file, it is empty and can be deleted.
      </p>
    )
  return standing.at === 'done' ? <Made made={standing.found} /> : null
}

function Made({ made: { name, inMemory, entries, records, trustRecords, bytes } }: { made: MadeExport }) {
  const download = async () => saveFile([await atDesk().exportedLog()], name)
  return (
    <>
      <NotificationBanner id="made" title="Success" success>
        <p class="govuk-notification-banner__heading app-words">
          {inMemory ? 'The export is ready to be downloaded.' : `The export was saved as ${name}.`}
        </p>
      </NotificationBanner>
      <p class="govuk-body">
        It has {counted(Number(entries), 'entry', 'entries')}, {counted(records, 'record')} that you may open,
        and {counted(Number(trustRecords), 'record')} of the trust log: {sizeInWords(bytes)}.
      </p>
      {inMemory ? (
        <Button onClick={() => void download()}>Download the export ({sizeInWords(bytes)})</Button>
      ) : null}
      <h2 class="govuk-heading-m">What happens next</h2>
      <p class="govuk-body">
        Anybody can verify it: unpack it, and use the command <code>despatch log verify FOLDER</code>, which
        asks no service.
      </p>
    </>
  )
}
