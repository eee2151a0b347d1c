import { Button, Label, LabelGroup, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import type { FailedBindFacets } from "../api/model";
import { FacetMenu } from "../ports/FacetMenu";
import { SearchBox } from "../ui/SearchBox";
import { causeText } from "./text";
import { useFailedBinds } from "./useFailedBinds";
import { groupingOf, type Grouping } from "./view";

const GROUPINGS: readonly (readonly [Grouping, string])[] = [
  ["cause", "By cause"],
  ["port", "By port"],
  ["none", "Newest first"],
];

/** Search, filters with their counts, and how the list is put together. */
export function ConflictsBar({ facets }: { facets: FailedBindFacets | undefined }) {
  const filters = useFailedBinds();
  const { params, chips } = filters;
  const causes = (facets?.cause ?? []).map((one) => ({ ...one, label: causeText(one.value) }));
  const hostName = (id: string) => facets?.host.find(({ value }) => value === id)?.label ?? id;
  const nameOf = (name: string, value: string) =>
    name === "cause" ? causeText(value) : name === "host" ? hostName(value) : value;
  return (
    <>
      <SearchBox
        label="Search failed binds"
        placeholder="process, unit, user, port, host"
        value={params.get("q") ?? ""}
        onType={filters.type}
      />
      <div className="pl-row pl-spread">
        <div className="pl-row">
          <FacetMenu
            title="Cause"
            values={causes}
            selected={params.getAll("cause")}
            onChange={(all) => filters.set("cause", all)}
          />
          <FacetMenu
            title="Port"
            values={facets?.port ?? []}
            selected={params.getAll("port")}
            onChange={(all) => filters.set("port", all)}
          />
          <FacetMenu
            title="Host"
            values={facets?.host ?? []}
            selected={params.getAll("host")}
            onChange={(all) => filters.set("host", all)}
          />
        </div>
        <ToggleGroup aria-label="Group">
          {GROUPINGS.map(([name, text]) => (
            <ToggleGroupItem
              key={name}
              text={text}
              buttonId={`group-${name}`}
              isSelected={groupingOf(params) === name}
              onChange={() => filters.set("group", [name])}
            />
          ))}
        </ToggleGroup>
      </div>
      {filters.active && (
        <div className="pl-row">
          <LabelGroup aria-label="Filters in force" numLabels={20}>
            {chips.map(([name, value]) => (
              <Label
                key={`${name}:${value}`}
                variant="outline"
                onClose={() =>
                  filters.set(
                    name,
                    params.getAll(name).filter((other) => other !== value),
                  )
                }
                closeBtnAriaLabel={`Remove ${name}:${value}`}
              >
                {name}:{nameOf(name, value)}
              </Label>
            ))}
          </LabelGroup>
          <Button variant="link" isInline onClick={filters.clear}>
            Clear all filters
          </Button>
        </div>
      )}
    </>
  );
}
