import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { TemplateInput } from '../../../api/templates.ts'
import { ProductSelect } from '../../../components/product-select.tsx'

/** What the message offers and whom it may address: the contact gate reads both. */
export function TermFields(props: {
  draft: TemplateInput
  disabled: boolean
  onChange: (change: Pick<TemplateInput, 'product'> | Pick<TemplateInput, 'general'>) => void
}) {
  const { t } = useTranslation()
  const { product = null, general = false } = props.draft
  return (
    <div className="bn-template-terms">
      <label>
        <span>{t('templates.terms.product')}</span>
        <ProductSelect
          label={t('templates.terms.product')}
          placeholder={t('templates.terms.noProduct')}
          value={product ?? undefined}
          disabled={props.disabled}
          onChange={(value) => props.onChange({ product: value?.slice(0, 64) ?? null })}
        />
      </label>
      <p className="bn-quiet">{t('templates.terms.productHelp')}</p>
      <Checkbox
        checked={general}
        disabled={props.disabled}
        onChange={({ target }) => props.onChange({ general: target.checked })}
      >
        {t('templates.terms.general')}
      </Checkbox>
      <p className="bn-quiet">{t('templates.terms.generalHelp')}</p>
    </div>
  )
}
