import { useRoute } from 'preact-iso'
import { GivingBack } from '../giving-back/giving-back.tsx'

/** Gives back what is not for one’s team, with advice where there is some. */
export default function Return() {
  const { id = '' } = useRoute().params
  return <GivingBack key={id} delivery={id} event="returned" />
}
