import { Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem, ToolbarToggleGroup } from "@patternfly/react-core";
import FilterIcon from "@patternfly/react-icons/dist/esm/icons/filter-icon";
import { useQuery } from "@tanstack/react-query";
import { SearchBox } from "../ui/SearchBox";
import { AsOf } from "../ui/AsOf";
import { Chips } from "../ui/Chips";
import { FacetMenu } from "./FacetMenu";
import { BIND_NAMES, OWNER_NAMES, valueName } from "./names";
import { facetsQuery } from "./queries";
import { useFilters } from "./useFilters";

/** Search, facets, time and the chips of what is in force. On a narrow screen the facets fold away. */
export function FilterBar() {
  const filters = useFilters();
  const { params, chips } = filters;
  const facets = useQuery(facetsQuery(params)).data;
  const hostName = (id: string) => facets?.host.find(({ value }) => value === id)?.label ?? id;
  return (
    <>
      <SearchBox
        label="Search listeners"
        placeholder="port, process, unit, user, address, host"
        value={params.get("q") ?? ""}
        onType={filters.type}
        onConfirm={filters.confirm}
      />
      <Toolbar className="pl-toolbar">
        <ToolbarContent>
          <ToolbarToggleGroup toggleIcon={<FilterIcon />} breakpoint="lg" aria-label="Filters">
            <ToolbarGroup variant="filter-group">
              <FacetMenu
                title="Protocol"
                values={facets?.protocol ?? []}
                selected={params.getAll("protocol")}
                onChange={(all) => filters.set("protocol", all)}
              />
              <FacetMenu
                title="Bind"
                names={BIND_NAMES}
                values={facets?.bind ?? []}
                selected={params.getAll("bind")}
                onChange={(all) => filters.set("bind", all)}
              />
              <FacetMenu
                title="Owner"
                names={OWNER_NAMES}
                values={facets?.owner ?? []}
                selected={params.getAll("owner")}
                onChange={(all) => filters.set("owner", all)}
              />
              <FacetMenu
                title="User"
                values={facets?.user ?? []}
                selected={params.getAll("user")}
                onChange={(all) => filters.set("user", all)}
              />
              <FacetMenu
                title="Unit"
                values={facets?.unit ?? []}
                selected={params.getAll("unit")}
                onChange={(all) => filters.set("unit", all)}
              />
              <FacetMenu
                title="Host"
                values={facets?.host ?? []}
                selected={params.getAll("host")}
                onChange={(all) => filters.set("host", all)}
              />
            </ToolbarGroup>
            <ToolbarItem>
              <AsOf at={params.get("at") ?? undefined} onChange={filters.asOf} />
            </ToolbarItem>
          </ToolbarToggleGroup>
        </ToolbarContent>
      </Toolbar>
      {filters.active && (
        <Chips
          chips={chips.map(([name, value]) => ({
            name,
            value,
            text: name === "host" ? hostName(value) : valueName(value),
          }))}
          onRemove={({ name, value }) => filters.remove(name, value)}
          onClear={filters.clear}
        />
      )}
    </>
  );
}
