export interface Option<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly title?: string;
}

interface Props<Id extends string> {
  /** Value of `data-<name>` is the option's id. */
  readonly name: string;
  /** What is chosen, for those who do not see it. */
  readonly legend: string;
  readonly options: readonly Option<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** A few buttons of which one is pressed. */
export function FixChoice<Id extends string>({ name, legend, options, chosen, onChoose }: Props<Id>) {
  return (
    <fieldset class="choice">
      <legend class="hidden-text">{legend}</legend>
      {options.map(({ id, label, title }) => (
        <button
          key={id}
          type="button"
          {...{ [`data-${name}`]: id }}
          aria-pressed={id === chosen}
          title={title}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
