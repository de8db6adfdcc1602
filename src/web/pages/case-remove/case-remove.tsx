import { useLocation, useRoute } from 'preact-iso'
import { FormPage } from '../../components/form-page.tsx'
import { atDesk } from '../../session.ts'

/** Takes somebody, an exchange or a link out of a case: asked once more, since it is not there any more. */
export default function CaseRemove() {
  const { id = '', number, thread, other = '' } = useRoute().params
  const { route } = useLocation()
  const { title, button, words, done, remove } =
    number !== undefined
      ? {
          title: `Take person ${number} out of this case?`,
          button: 'Take them out',
          words: 'Do it where they do not belong there. Their number is not given to anybody else.',
          done: 'person-out',
          remove: () => atDesk().removeCasePerson(id, Number(number)),
        }
      : thread !== undefined
        ? {
            title: 'Take this exchange out of the case?',
            button: 'Take it out',
            words: 'What was sent and received stays where it is.',
            done: 'exchange-out',
            remove: () => atDesk().removeFromCase(id, thread),
          }
        : {
            title: 'End the link of these cases?',
            button: 'End the link',
            words: 'That they were linked stays in the notes of both.',
            done: 'unlinked',
            remove: () => atDesk().unlinkCase(id, other),
          }
  return (
    <FormPage
      title={title}
      button={button}
      back={{ href: `/cases/${id}`, text: 'Back to the case' }}
      marking="RESTRICTED"
      check={() => []}
      carryOut={async () => {
        await remove()
        route(`/cases/${id}?done=${done}`)
      }}
    >
      {() => <p class="govuk-body">{words}</p>}
    </FormPage>
  )
}
