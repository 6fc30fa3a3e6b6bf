/// The settings of `azure-linux-ecs`, each declared once, in files by group; `SettingTable.worker` lists them.
public enum SettingKey {}
