/**
 * What a field name alone tells about its value, after JR/T 0171-2020: C3 (passwords, one-time codes, card
 * verification codes, biometrics) is never stored; C2 identifiers are stored masked.
 */
export type FieldClass = 'plain' | 'masked' | 'restricted' | 'invalid'

export const maskText = '***'

/** Compared with the field name in lower case, without separators. */
const restricted = new Set(
  (
    'passcode pin pincode cardpin atmpin cvv cvv2 cvn cvn2 cvc cvc2 otp onetimecode onetimepin ' +
    'dynamiccode authcode captchacode securitycode track1 track2 trackdata magstripe ' +
    'magneticstripe biometric biometrics fingerprintdata fingerprinttemplate fingerprintimage ' +
    'facedata faceimage facefeature facetemplate voiceprint irisdata iris palmprint 密码 交易密码 ' +
    '登录密码 支付密码 验证码 短信验证码 动态口令 指纹 人脸 声纹 虹膜'
  ).split(' '),
)
const restrictedEnding = /(?:password|passwd|pwd|smscode|verifycode|verificationcode|cardverificationvalue)$/

const masked = new Set(
  (
    'phone phonenumber phoneno mobile mobilephone mobilenumber tel telephone cellphone idcard ' +
    'idcardno idcardnumber idno identitynumber identitycard passport passportno bankcard ' +
    'bankcardno cardno cardnumber accountno accountnumber 手机 手机号 手机号码 身份证 身份证号 卡号 银行卡号 账号'
  ).split(' '),
)

const controlCharacter = /\p{Cc}/u
const longestName = 255

/** A memo of a pure function: traffic repeats a few hundred names, and this runs once for every key of every event. */
const known = new Map<string, FieldClass>()
const largestMemo = 20_000

export function classOf(name: string): FieldClass {
  const found = known.get(name)
  if (found !== undefined) return found
  const answer = classify(name)
  if (known.size < largestMemo && name.length <= longestName) known.set(name, answer)
  return answer
}

function classify(name: string): FieldClass {
  if (name === '' || name.length > longestName || controlCharacter.test(name)) return 'invalid'
  const bare = name.toLowerCase().replaceAll(/[\s_$.\-:]/g, '')
  if (restricted.has(bare) || restrictedEnding.test(bare)) return 'restricted'
  return masked.has(bare) ? 'masked' : 'plain'
}

/** A field such as `has_password: true` or an empty one gives nothing away. */
export function carriesSecret(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && typeof value !== 'boolean'
}

/** `13812345678` → `138****5678`; short values disappear altogether. */
export function maskMiddle(value: string): string {
  return value.length >= 9 ? `${value.slice(0, 3)}****${value.slice(-4)}` : '****'
}
