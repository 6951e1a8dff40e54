const name = (en: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': `${en}（中文）`, en })

interface SampleTag {
  key: string
  name: { 'zh-CN': string; en: string }
  unit?: string
  definition: Record<string, unknown>
}

/** A small `tags.yaml`, parsed. */
export const sampleTags: {
  groups: { key: string; name: SampleTag['name']; source: string; tags: SampleTag[] }[]
} = {
  groups: [
    {
      key: 'profile',
      name: name('Profile'),
      source: 'customer',
      tags: [
        { key: 'gender', name: name('Gender'), definition: { kind: 'attribute', column: 'gender' } },
        { key: 'age', name: name('Age'), unit: 'years', definition: { kind: 'age' } },
        { key: 'district', name: name('District'), definition: { kind: 'attribute', attribute: 'district' } },
      ],
    },
    {
      key: 'value',
      name: name('Value'),
      source: 'balance',
      tags: [
        { key: 'aum', name: name('AUM'), unit: 'CNY', definition: { kind: 'balance_at' } },
        {
          key: 'aum_average_30d',
          name: name('Average AUM'),
          unit: 'CNY',
          definition: { kind: 'balance_average', days: 30 },
        },
      ],
    },
    {
      key: 'activity',
      name: name('Activity'),
      source: 'event',
      tags: [
        {
          key: 'logins_7d',
          name: name('Logins'),
          definition: { kind: 'event_count', events: ['login'], days: 7 },
        },
        {
          key: 'last_login',
          name: name('Last login'),
          definition: { kind: 'event_date', pick: 'last', events: ['login'] },
        },
      ],
    },
  ],
}
