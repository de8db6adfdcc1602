import { useEffect } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { CheckStep } from './check-step.tsx'
import { composing, sent } from './composing.ts'
import { ConsentStep } from './consent-step.tsx'
import { FilesStep } from './files-step.tsx'
import { FormStep } from './form-step.tsx'
import { HandlingStep } from './handling-step.tsx'
import { LawStep } from './law-step.tsx'
import { OrderStep } from './order-step.tsx'
import { ReasonStep } from './reason-step.tsx'
import { SentStep } from './sent-step.tsx'
import { ShareStep } from './share-step.tsx'
import { isStep } from './steps.ts'
import { ToStep } from './to-step.tsx'

/** The pages of a referral that is being composed, by the name of each in the address. */
export default function Compose() {
  const { step = '' } = useRoute().params
  const { path, route } = useLocation()
  const { value } = composing
  const { value: done } = sent
  const shows = step === 'sent' ? done !== null : value !== null && isStep(value, step)
  useEffect(() => {
    // What is composed is in memory alone: after a lock there is nothing to go on with, but what was sent stands there.
    if (!shows) route(step === 'sent' ? '/sent' : path.startsWith('/push/') ? '/push' : '/compose', true)
  }, [shows])
  if (!shows) return null
  if (step === 'sent') return done && <SentStep {...done} pushed={path.startsWith('/push/')} />
  if (value === null) return null
  switch (step) {
    case 'order':
      return <OrderStep composing={value} />
    case 'share':
      return <ShareStep composing={value} />
    case 'reason':
      return <ReasonStep composing={value} />
    case 'files':
      return <FilesStep composing={value} />
    case 'to':
      return <ToStep composing={value} />
    case 'law':
      return <LawStep composing={value} />
    case 'consent':
      return <ConsentStep composing={value} />
    case 'handling':
      return <HandlingStep composing={value} />
    case 'check':
      return <CheckStep composing={value} />
    default:
      // A page of the form has its own errors and its own focus.
      return <FormStep key={step} composing={value} at={Number(step.slice('form-'.length)) - 1} />
  }
}
