import { Table } from "@mantine/core";

/** A plain table; the first cell of a row names it. */
export function Rows({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <Table mt="sm" className="numbers" verticalSpacing={6} horizontalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          {head.map((name, place) => (
            <Table.Th key={name} scope="col" ta={place === 0 ? "left" : "right"} fw={500} c="dimmed">
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((cells, number) => (
          <Table.Tr key={number}>
            {cells.map((cell, place) =>
              place === 0 ? (
                <Table.Th key={place} scope="row" fw={450}>
                  {cell}
                </Table.Th>
              ) : (
                <Table.Td key={place} ta="right">
                  {cell}
                </Table.Td>
              ),
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
