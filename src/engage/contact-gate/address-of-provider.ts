/** Providers that reach people by an address of their own: kinds of contact points. */
export const addressOfProvider: Readonly<Record<string, string>> = {
  web_push: 'web_push',
  wecom: 'wecom_external',
  wecom_app: 'wecom',
  mini_program: 'openid',
}
