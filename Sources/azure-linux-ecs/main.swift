print("azure-linux-ecs")
