import { useRoute } from 'preact-iso'
import { GivingBack } from '../giving-back/giving-back.tsx'

/** Says no to what was asked, by a reason. */
export default function Decline() {
  const { id = '' } = useRoute().params
  return <GivingBack key={id} delivery={id} event="declined" />
}
