//! The macro behind the table of rows: from one list of tables and columns come the types of rows,
//! the names of tables, and the way between rows and values.
//!
//! Names that it uses and does not declare are those of the file that lists the tables.

/// Declares tables: the type of their rows, their name, their place among the tables, their
/// columns beside those of every object.
macro_rules! rows {
    ($(
        $(#[$meta:meta])*
        $name:ident $table:literal $member:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
        }
    )*) => {
        /// The tables, in an order in which a table comes after those it refers to wherever that
        /// is possible.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum TableName { $(#[doc = concat!("`", $table, "`.")] $name,)* }

        impl TableName {
            /// Every table.
            pub const ALL: &[TableName] = &[$(TableName::$name,)*];

            /// The name of the table.
            pub const fn name(self) -> &'static str {
                match self { $(TableName::$name => $table,)* }
            }

            /// The type of the objects in it.
            pub const fn object_type(self) -> ObjectType {
                match self { $(TableName::$name => ObjectType::$name,)* }
            }

            /// The table of a type of object, if its objects are kept.
            pub fn of(object_type: ObjectType) -> Option<TableName> {
                TableName::ALL.iter().copied().find(|table| table.object_type() == object_type)
            }

            /// The columns beside the key, in the order of [`Row::values`].
            pub const fn columns(self) -> &'static [Column] {
                match self { $(TableName::$name => const { &[
                    column::<Guid>("id"),
                    column::<Ticks>("created"),
                    column::<Ticks>("modified"),
                    column::<Text>("name"),
                    column::<Text>("description"),
                    column::<bool>("enabled"),
                    column::<OperationalState>("operational"),
                    column::<Option<Attributes>>("attributes"),
                    $(column::<$type>(stringify!($field)),)*
                ] },)* }
            }
        }

        /// A row of any table.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Row { $(#[doc = concat!("Of `", $table, "`.")] $name(Box<$name>),)* }

        impl Row {
            /// The table it belongs to.
            pub const fn table(&self) -> TableName {
                match self { $(Row::$name(_) => TableName::$name,)* }
            }

            /// What every object has.
            pub fn head(&self) -> &Head {
                match self { $(Row::$name(row) => &row.head,)* }
            }

            /// The value of every column, in the order of [`TableName::columns`].
            pub fn values(&self) -> Vec<Value> {
                let mut values = Vec::new();
                self.write(&mut values);
                values
            }

            /// Appends what [`Row::values`] says.
            pub fn write(&self, values: &mut Vec<Value>) {
                match self { $(Row::$name(row) => values.extend([
                    row.head.id.to_value(),
                    row.head.created.to_value(),
                    row.head.modified.to_value(),
                    row.head.name.to_value(),
                    row.head.description.to_value(),
                    row.head.enabled.to_value(),
                    Field::to_value(&row.head.operational),
                    row.head.attributes.to_value(),
                    $(Field::to_value(&row.$field),)*
                ]),)* }
            }

            /// Appends the values of the columns in which this row differs from another one of its
            /// table, and says which they are: one bit for each, the lowest for the first of
            /// [`TableName::columns`].
            pub fn write_changed(&self, old: &Row, values: &mut Vec<Value>) -> u64 {
                match (self, old) {
                    $((Row::$name(new), Row::$name(old)) => {
                        let mut changed = Changed { seen: 0, columns: 0, values };
                        changed.head(&new.head, &old.head);
                        $(changed.column(&new.$field, &old.$field);)*
                        changed.columns
                    })*
                    _ => {
                        self.write(values);
                        (1 << self.table().columns().len()) - 1
                    }
                }
            }

            /// The row of these values, one for each column.
            ///
            /// # Errors
            /// The column whose value is missing or no value of its type.
            pub fn from_values(
                table: TableName,
                values: &[Value],
            ) -> Result<Row, &'static str> {
                let mut left = values.iter();
                match table { $(TableName::$name => {
                    let head = Head {
                        id: next("id", &mut left)?,
                        created: next("created", &mut left)?,
                        modified: next("modified", &mut left)?,
                        name: next("name", &mut left)?,
                        description: next("description", &mut left)?,
                        enabled: next("enabled", &mut left)?,
                        operational: next("operational", &mut left)?,
                        attributes: next("attributes", &mut left)?,
                    };
                    Ok(Row::$name(Box::new($name {
                        head,
                        $($field: next(stringify!($field), &mut left)?,)*
                    })))
                },)* }
            }

            /// Puts the row into the table at a key and enters it in the index.
            pub(super) fn enter(self, key: u32, tables: &mut Tables, index: &mut Index) {
                match self { $(Row::$name(row) => {
                    $name::index(Key::new(key), index, None, Some(&row));
                    tables.$member.set(Key::new(key), Some(*row));
                },)* }
            }

            /// Takes the row at a key out of the table and the index.
            pub(super) fn leave(
                table: TableName,
                key: u32,
                tables: &mut Tables,
                index: &mut Index,
            ) {
                match table { $(TableName::$name => {
                    if let Some(row) = tables.$member.set(Key::new(key), None) {
                        $name::index(Key::new(key), index, Some(&row), None);
                    }
                },)* }
            }

            /// The row at a key, copied.
            pub(super) fn copied(table: TableName, key: u32, tables: &Tables) -> Option<Row> {
                match table { $(TableName::$name =>
                    tables.$member.get(Key::new(key)).cloned().map(Object::into_row),)* }
            }

            /// Whether there is a row at a key.
            pub(super) fn exists(table: TableName, key: u32, tables: &Tables) -> bool {
                match table {
                    $(TableName::$name => tables.$member.get(Key::new(key)).is_some(),)*
                }
            }

            /// Shows every reference in a table: the key of the row, the column, and the table and
            /// key that it holds.
            pub(super) fn references(
                table: TableName,
                tables: &Tables,
                mut see: impl FnMut(u32, &'static str, TableName, u32),
            ) {
                match table { $(TableName::$name => {
                    for (key, row) in tables.$member.iter() {
                        $(if let Some(to) = <$type as Field>::REFERS_TO
                            && let Some(other) = row.$field.reference()
                        {
                            see(key.number(), stringify!($field), to, other);
                        })*
                    }
                },)* }
            }

            /// Every row of a table with its key, copied.
            pub(super) fn all(table: TableName, tables: &Tables) -> Vec<(u32, Row)> {
                match table { $(TableName::$name => tables
                    .$member
                    .iter()
                    .map(|(key, row)| (key.number(), row.clone().into_row()))
                    .collect(),)* }
            }
        }

        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name {
                /// What every object has.
                pub head: Head,
                $($(#[$field_meta])* pub $field: $type,)*
            }

            impl Object for $name {
                const TABLE: TableName = TableName::$name;

                fn head(&self) -> &Head {
                    &self.head
                }

                fn head_mut(&mut self) -> &mut Head {
                    &mut self.head
                }

                fn table(tables: &Tables) -> &super::table::Table<$name> {
                    &tables.$member
                }

                fn table_mut(tables: &mut Tables) -> &mut super::table::Table<$name> {
                    &mut tables.$member
                }

                fn into_row(self) -> Row {
                    Row::$name(Box::new(self))
                }

                fn from_row(row: &Row) -> Option<&$name> {
                    match row {
                        Row::$name(row) => Some(row),
                        _ => None,
                    }
                }

                fn index(
                    key: Key<$name>,
                    index: &mut Index,
                    old: Option<&$name>,
                    new: Option<&$name>,
                ) {
                    index.$member(key, &Step { old, new });
                }
            }
        )*
    };
}

pub(super) use rows;
