import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readNoticeServer } from '../../../src/main/roles/notices.ts'
import { StartRefusal } from '../../../src/store/start-refusal.ts'
import { newFolder } from '../../cli/folder.ts'
import { makeCertificate } from '../../mail/gateway/certificate.ts'

const mail = { host: 'mail.example.test', port: 25, from: 'notices@despatch.test' }

describe('the mail server for notices', () => {
  it('is judged by public authorities, or by the certificate in a file', async () => {
    const server = { host: 'mail.example.test', port: 25 }
    expect(await readNoticeServer({ ...mail, certificateFile: null })).toEqual({
      ...server,
      tlsCertificate: null,
    })
    const certificateFile = join(await newFolder(), 'mail.pem')
    const { cert } = await makeCertificate('mail.example.test')
    await writeFile(certificateFile, cert)
    expect(await readNoticeServer({ ...mail, certificateFile })).toEqual({ ...server, tlsCertificate: cert })
  })

  it('keeps the service from starting when that file is missing or holds no certificate', async () => {
    const certificateFile = join(await newFolder(), 'mail.pem')
    const refused = expect.objectContaining({
      message: expect.stringMatching(/^NOTICE_SMTP_CERTIFICATE must be a file/),
    })
    await expect(readNoticeServer({ ...mail, certificateFile })).rejects.toThrow(StartRefusal)
    await writeFile(certificateFile, 'a key, perhaps')
    await expect(readNoticeServer({ ...mail, certificateFile })).rejects.toEqual(refused)
  })
})
